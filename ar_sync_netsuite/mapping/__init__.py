"""One file per record type: between NetSuite's two shapes (SOAP and REST) and the canonical documents. Pure.

A record that was read is :class:`.fields.Fields`, by SOAP's names, whichever transport brought it; one that is to be
written is a :class:`.draft.Draft`, which becomes the values of a SOAP record or the body of a REST request. What is
between those and the documents is here, once for both transports.
"""
