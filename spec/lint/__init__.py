"""What loading a contract accepts, but a maintainer should fix."""
