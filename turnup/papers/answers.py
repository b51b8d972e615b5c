"""A stored file as an answer of the web. Whether the reader may have it, the caller has asked."""

from urllib.parse import quote

from django.http import HttpResponse

from turnup.papers.media import clean_name
from turnup.papers.models import StoredFile
from turnup.papers.queries import content_of


def file_answer(file: StoredFile) -> HttpResponse:
    """Return the file to save, never to run: an attachment, its type not to be guessed."""
    return bytes_answer(content_of(file), file.name, file.media_type)


def bytes_answer(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Return bytes to save under a name, never to run."""
    answer = HttpResponse(content, content_type=media_type)
    safe = clean_name(name, media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(safe)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, max-age=0"
    return answer
