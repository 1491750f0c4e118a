"""What a company adds: one check, one probe, one report format. docs/extensions.md explains it."""
