"""Keeps requests in flight, in an order that walks through flows allow."""
