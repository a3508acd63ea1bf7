"""Errors that a user can mend, all below one base; the command line prints them in one line.

CodeItError
├── ConfigError         a setting is unknown or out of range
├── RunError            a run folder cannot be used
│   ├── RunInUse            another process works in it
│   ├── RunVersionError     it was made by another version
│   └── RunIncomplete       parts are missing or torn
├── CheckpointError     a policy's checkpoint cannot be loaded
├── LearningError       learning changes nothing, or no number comes out of it
└── ExportError         nothing can be written in that form or place
"""

__all__ = [
    "CheckpointError",
    "CodeItError",
    "ConfigError",
    "ExportError",
    "LearningError",
    "RunError",
    "RunInUse",
    "RunIncomplete",
    "RunVersionError",
]


class CodeItError(Exception):
    """Base of every error of this package that a user can mend."""


class ConfigError(CodeItError):
    """A setting is unknown, of the wrong kind or out of range."""


class RunError(CodeItError):
    """A run folder cannot be used."""


class RunInUse(RunError):
    """Another process works in the run folder."""


class RunVersionError(RunError):
    """The run folder was made by a version that this one cannot continue."""


class RunIncomplete(RunError):
    """Parts of the run folder are missing or torn."""


class CheckpointError(CodeItError):
    """A policy's checkpoint is missing, torn, or of another kind."""


class ExportError(CodeItError):
    """Nothing can be written in that form or at that place."""


class LearningError(CodeItError):
    """Learning changes nothing: what it computes are no numbers."""
