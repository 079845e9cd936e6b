"""What several rules must decide alike: when values are the same, which names belong together, what is really absent.

Pure functions over facts and contract. A rule never asks another rule; where two could claim one cause, both ask
here.
"""
