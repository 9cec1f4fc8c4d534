"""Dreams to files: the formats of ``ingest``, outward."""

from noctuary.export.catalogue import FORMATS, Format, format_for, format_named, write
from noctuary.export.contents import Contents, Written
from noctuary.export.dreambank_xml import write_dreambank_xml
from noctuary.export.jsonl import write_jsonl
from noctuary.export.markdown import write_markdown
from noctuary.export.packet import Packet, write_packet
from noctuary.export.tables import write_csv

__all__ = [
    "FORMATS",
    "Contents",
    "Format",
    "Packet",
    "Written",
    "format_for",
    "format_named",
    "write",
    "write_csv",
    "write_dreambank_xml",
    "write_jsonl",
    "write_markdown",
    "write_packet",
]
