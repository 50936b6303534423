"""The most common passwords of at least ten characters."""

# fmt: off
# Compared without case and spaces.
COMMON_PASSWORDS = frozenset({
    "0123456789", "01234567890", "0987654321", "1029384756", "1111122222", "1122334455", "11223344556",
    "123123123123", "1231231234", "1234512345", "1234567890", "12345678900", "12345678901", "123456789012",
    "1234567891", "1234567899", "123456789a", "12345qwert", "1q2w3e4r5t", "1q2w3e4r5t6y", "1qaz2wsx3edc",
    "9876543210", "aa12345678", "aaa1234567", "abc1234567", "abcd123456", "abcd1234567", "abcde12345",
    "abcdef1234", "abcdefghij", "admin12345", "admin123456", "administrator", "asdf123456", "asdfghjkl1",
    "asdfghjkl;", "bangkok123", "chonburi123", "football123", "iloveyou12", "iloveyou123", "iloveyou1234",
    "iloveyou2u", "letmein123", "love123456", "mypassword", "mypassword1", "p@ssw0rd12", "p@ssw0rd123",
    "p@ssword123", "pass123456", "passw0rd12", "passw0rd123", "password00", "password01", "password1!",
    "password10", "password11", "password12", "password123", "password1234", "password12345", "q1w2e3r4t5",
    "q1w2e3r4t5y6", "qazwsxedcr", "qwer123456", "qwerty1234", "qwerty12345", "qwerty123456", "qwertyuiop",
    "qwertyuiop1", "sawasdee123", "thailand123", "thailand1234", "welcome123", "zaq12wsxcd", "zxcvbnm123",
    "zxcvbnm1234",
})
# fmt: on
