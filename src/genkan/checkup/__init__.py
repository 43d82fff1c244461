"""The check-up: what people answer, one question at a time, and everything that is read from it.

``form`` knows the questions and their order, ``given`` what was answered; ``facts`` turns that into the
answers that stages read, ``signs`` into the six signs; ``care`` says what comes first, ``beside`` what may
stand beside it, ``steps`` what to do tonight and this week, ``strands`` what led in, keeps and protects.
Rules stand in ``knowledge``. A question nobody answered is unknown everywhere.
"""
