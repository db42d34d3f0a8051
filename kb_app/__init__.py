"""Relais: the knowledge base and triage assistant of France Services agents."""
