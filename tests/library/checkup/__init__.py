"""Tests of the check-up: its questions, its answers, and everything read from them."""
