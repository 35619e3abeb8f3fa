"""The forms of staff."""

from __future__ import annotations

from navigator.forms.typed import Typed, TypedForm


class SignInForm(TypedForm):
    """E-mail, password and the code of the second factor, where there is one."""

    email = Typed(
        "Электронная почта",
        str,
        missing="Напишите адрес почты",
        html={"autocomplete": "username", "inputmode": "email", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = Typed("Пароль", str, missing="Напишите пароль", html={"autocomplete": "current-password"})
    totp = Typed(
        "Код из приложения",
        str,
        hint="Шесть цифр; если второго фактора нет, оставьте пустым. Подойдёт и код восстановления",
        html={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class PasswordForm(TypedForm):
    """A new password."""

    password = Typed(
        "Новый пароль",
        str,
        missing="Придумайте пароль",
        hint="Не короче 10 знаков. Хороший пароль – три-четыре слова подряд",
        html={"autocomplete": "new-password"},
    )


class SecondFactorForm(TypedForm):
    """A code that shows that the authenticator was set up."""

    totp = Typed(
        "Код из приложения",
        str,
        missing="Напишите шесть цифр из приложения",
        html={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )
