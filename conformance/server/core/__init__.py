"""The reference server as a program: sites, application, process."""
