"""What a reader raises: for a file, and for an entry within one."""


class FileRefused(ValueError):
    """The file cannot be read at all. Its text is a sentence for the user."""


class FormatUnknown(FileRefused):
    """The file is of no format that names itself: it may be a CSV file, which needs a mapping."""


class EntryRefused(ValueError):
    """One entry cannot be read. The reader of the file turns it into a `Refusal`."""
