"""Addresses of files on their way into the register."""

from django.urls import path

from .views import tables

urlpatterns = [
    path("tables/", tables.table_new, name="table_new"),
    path("tables/templates/<slug:kind>.xlsx", tables.table_template, name="table_template"),
    path("tables/<int:pk>/", tables.table, name="table"),
    path("tables/<int:pk>/columns/", tables.table_columns, name="table_columns"),
    path("tables/<int:pk>/store/", tables.table_apply, name="table_apply"),
    path("tables/<int:pk>/discard/", tables.table_discard, name="table_discard"),
    path("tables/<int:pk>/mistakes.xlsx", tables.table_mistakes, name="table_mistakes"),
    path("tables/<int:pk>/mistakes.csv", tables.table_mistakes_csv, name="table_mistakes_csv"),
]
