from __future__ import annotations

from kraken_conformance.reports.run.repeat_command import repeat_command


def test_a_run_with_a_profile_is_repeated_with_it() -> None:
    configuration = {
        "profile": {"file": "kraken-conformance.toml", "target": "staging"},
        "headers": ["X-Key"],
        "allow_effects": ["DESTROYS"],
        "max_creations": 3,
        "selection": {"server": None, "mutation": [], "probe": []},
    }
    command = repeat_command({"url": "https://x.invalid/"}, 7, configuration, ())
    assert command == (
        "kraken-conformance run --url https://x.invalid/ --profile kraken-conformance.toml --target staging "
        "--allow-effect DESTROYS --max-creations 3 --seed 7"
    )
