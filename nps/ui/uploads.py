"""How much may be sent at once, told before a byte of it is kept. What a file may be is not decided here."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class Bounded(FileUploadHandler):
    """Refuses a form whose announced length passes LARGEST_BODY, or LARGEST_BODY_UNKNOWN from nobody known.

    A server reads no further than the announced length: a false one gains nothing. Raises RequestDataTooBig.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        agent = getattr(self.request, "user", None)  # nobody yet, before the session is read
        known = agent is not None and agent.is_authenticated
        if content_length > (settings.LARGEST_BODY if known else settings.LARGEST_BODY_UNKNOWN):
            raise RequestDataTooBig("more than may be sent at once")

    def receive_data_chunk(self, raw_data, start):
        return raw_data

    def file_complete(self, file_size):
        return None
