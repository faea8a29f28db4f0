"""Words kept in a browser until they are saved: the key that makes them readable stands only in the signed-in user's page.

The browser holds ciphertext. The key is worked out from the server's secret, the user and what is written on, so it is the
same after signing in again, and another user of the same tablet is never given it.
"""

import base64

from django.conf import settings
from django.utils.crypto import salted_hmac


def _digest(salt: str, said: str) -> bytes:
    return salted_hmac(salt, said, secret=settings.SECRET_KEY, algorithm="sha256").digest()


def key_for(user_id: int, subject: str) -> str:
    """256 bits in base64 for AES-GCM: of one user, for one thing that they write on ("plan version 12")."""
    return base64.b64encode(_digest("phb.core.kept.key", f"{user_id}:{subject}")).decode()


def owner_mark(user_id: int) -> str:
    """16 hexadecimal digits under which a browser files a user's kept words. They tell nothing of the user."""
    return _digest("phb.core.kept.owner", str(user_id)).hex()[:16]
