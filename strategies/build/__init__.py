"""Strategies for the variables of mutations: valid, at the edges, with a single fault."""
