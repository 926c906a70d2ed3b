"""The register message of Norwegian child welfare (`barn-barnevern` 4.0.1): checked, read, applied, written, compared.

    safe.py         opens the file: no DTD, no entities, nothing fetched, no endless value
    description.py  the message's elements, attributes and code lists as Python values
    validate.py     a streaming validator that works from the description
    read.py         a case at a time: `facts.CaseFacts`
    register.py     the same facts of the register's own rows
    plan.py         what a message would change, with what is refused and why
    apply.py        does it, whole or not at all
    write.py        the register's facts as a message
    compare.py      what the case system says against what the register says

How a message meets the register, and what it leaves to a person, is told in `docs/register-message.md`.
"""
