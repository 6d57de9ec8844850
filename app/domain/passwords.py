"""Rules for passwords: long enough, and not one that everybody tries first."""

from app.errors import Invalid

SHORTEST = 12
LONGEST = 128

# What people type when they are asked for twelve characters. Compared without case, spaces and
# anything that is neither a letter nor a digit.
_LIST = """
123456789012 1234567890123 12345678901234 123456123456 123123123123 121212121212
111222333444 112233445566 987654321098 098765432109 qwertyuiop12 qwertyuiop123 qwertyuiopas
qwertyuiopasdf qwertyqwerty qwerty123456 qwerty12345678 1qaz2wsx3edc 1q2w3e4r5t6y
qazwsxedcrfv asdfghjkl123 asdfghjklzxc asdfasdfasdf zxcvbnmasdfg zxcvbnm12345 abcdefghijkl
abcdefghijklm abcd12345678 abc123abc123 abcabcabcabc a1b2c3d4e5f6 password1234 password12345
password123456 passwordpassword password2024 password2025 password2026 passw0rd1234
p4ssw0rd1234 mypassword12 mypassword123 mypassword1234 thisismypassword yourpassword
changemeplease changeme1234 changeme12345 letmeinletmein letmein12345 letmeinplease
welcome12345 welcome123456 welcomewelcome administrator administrator1 admin1234567
admin12345678 adminadminadmin adminpassword rootpassword testpassword test12345678
testtesttest secretsecret secretpassword supersecret1 supersecret123 topsecret123
iloveyou1234 iloveyou12345 iloveyouforever sunshine1234 princess1234 football1234
baseball1234 superman1234 batmanbatman dragon123456 monkey123456 master123456 summer202400
summer202500 winter202400 winter202500 correcthorsebatterystaple correcthorse precedent123
precedent1234 precedentprecedent defaultpassword
"""
_COMMON = frozenset(_LIST.split())


def check_password(password: str) -> str:
    """Return the password unchanged, or raise Invalid: 12 to 128 characters, not a common one,
    not one character or short run over and over."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(
            f"A password has {SHORTEST} to {LONGEST} characters; a few words make a good one.",
            field="password",
        )
    if "\x00" in password or any("\ud800" <= letter <= "\udfff" for letter in password):
        raise Invalid("This password holds characters that cannot be typed.", field="password")
    plain = "".join(letter for letter in password.casefold() if letter.isalnum())
    if plain in _COMMON or len(set(password.casefold())) < 5:
        raise Invalid("This password is among the first that are guessed.", field="password")
    return password
