"""Who changed what, when: every change of every tracked row."""
