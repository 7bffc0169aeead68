"""An instance that cannot run as it is set up: its secret, settings, databases, files and ports; backups and the demo."""

from evalsite.core.refusals.base import Refusal


class MissingSecret(Refusal):
    code = "missing_secret"


class DamagedSecret(Refusal):
    """The secret's file is there and holds none. A new secret would void every slip, so none is made."""

    code = "damaged_secret"


class BadSetting(Refusal):
    """A setting ``name`` that cannot be used as it is; ``problem`` says why (evalsite/words.py has the words)."""

    code = "bad_setting"


class SchemaOutdated(Refusal):
    code = "schema_outdated"


class SchemaNewer(Refusal):
    """A newer version of the program has written this database; nothing of it may be touched by this one."""

    code = "schema_newer"


class DatabaseMissing(Refusal):
    """Nothing at all is in the database ``history`` at ``where``, although this command is about what should be."""

    code = "database_missing"


class PortTaken(Refusal):
    code = "port_taken"


class PortForbidden(Refusal):
    """The system lets only its administrator listen there (ports below 1024)."""

    code = "port_forbidden"


class FileExists(Refusal):
    """A command would overwrite a file that it did not make."""

    code = "file_exists"


class NotABackup(Refusal):
    code = "not_a_backup"


class NotEmpty(Refusal):
    """Restoring into an instance that already holds something."""

    code = "not_empty"
    status = 409


class NotDemo(Refusal):
    """The instance in ``folder`` holds what no demo has made; the demo leaves it alone."""

    code = "not_demo"


class DemoElsewhere(Refusal):
    """Databases are set by URL: the demo makes its own, in files, and adds nothing to those."""

    code = "demo_elsewhere"


class DemoBusy(Refusal):
    """Another process is making the demo in the same folder."""

    code = "demo_busy"
