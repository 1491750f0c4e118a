"""Profiles: what is known of several targets, and how each may be tested, in one file."""

from kraken_conformance.profile.keys import ProfileKey
from kraken_conformance.profile.model import FromEnvironment, Profile, Setting, TargetProfile
from kraken_conformance.profile.profile_reader import NAME, load_profile

__all__ = ["NAME", "FromEnvironment", "Profile", "ProfileKey", "Setting", "TargetProfile", "load_profile"]
