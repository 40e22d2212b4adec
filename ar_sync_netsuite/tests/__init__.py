from . import (
    test_auth,
    test_errors,
    test_governor,
    test_once,
    test_reading,
    test_writing,
)
