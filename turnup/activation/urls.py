"""The addresses of the pages of lines."""

from django.urls import path

from turnup.activation.views import lines

app_name = "activation"

urlpatterns = [
    path("orders/<int:number>/line", lines.line, name="line"),
    path("orders/<int:number>/line/blocks", lines.blocks, name="line_blocks"),
    path(
        "orders/<int:number>/line/blocks/<slug:purpose>/withdrawal",
        lines.block_back,
        name="line_block_back",
    ),
    path("orders/<int:number>/line/port", lines.port, name="line_port"),
    path("orders/<int:number>/line/port/withdrawal", lines.port_back, name="line_port_back"),
]
