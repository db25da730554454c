"""The verbs that both doors share."""
