"""The file `evidence.jsonl`: written, read, continued."""
