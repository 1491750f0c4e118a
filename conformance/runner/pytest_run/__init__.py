"""The run as a pytest session: plugin, workers, settings of the interpreter."""
