"""Addresses of the register message: in, compared, out."""

from django.urls import path

from .views import register_message as views

urlpatterns = [
    path("register-message/", views.register_message, name="register_message"),
    path("register-message/look/", views.register_message_look, name="register_message_look"),
    path("register-message/compare/", views.register_message_compare, name="register_message_compare"),
    path("register-message/apply/", views.register_message_apply, name="register_message_apply"),
    path("register-message/discard/", views.register_message_discard, name="register_message_discard"),
    path("register-message/export/", views.register_message_export, name="register_message_export"),
]
