"""The addresses of the pages."""

from django.urls import path

from turnup.desk.views import (
    customer_edits,
    customers,
    guarantees,
    opening,
    orders,
    regulation,
    running,
    speed,
    tasks,
    work_journal,
)
from turnup.desk.views import order as card
from turnup.desk.views import step as steps

app_name = "desk"

urlpatterns = [
    path("", tasks.home, name="tasks"),
    path("orders", orders.orders, name="orders"),
    path("orders/new", opening.new_order, name="new_order"),
    path("orders/new/customers", opening.customers, name="find_customers"),
    path("orders/new/building", opening.building, name="find_building"),
    path("orders/new/duplicates", opening.duplicates, name="find_duplicates"),
    path("orders/<int:number>", card.order, name="order"),
    path("orders/<int:number>/steps/<slug:step>", steps.step, name="step"),
    path("journal", work_journal.work_journal, name="work_journal"),
    path("running", running.running, name="running"),
    path("speed", speed.speed_page, name="speed"),
    path("customers", customers.customers, name="customers"),
    path("customers/<uuid:customer_id>", customers.customer, name="customer"),
    path("customers/<uuid:customer_id>/data", customer_edits.data, name="customer_data"),
    path("customers/<uuid:customer_id>/bank", customer_edits.bank, name="customer_bank"),
    path("customers/<uuid:customer_id>/people", customer_edits.people, name="customer_people"),
    path(
        "customers/<uuid:customer_id>/people/<uuid:contact_id>/removed",
        customer_edits.remove_person,
        name="customer_person_removed",
    ),
    path(
        "customers/<uuid:customer_id>/likenesses/<uuid:other_id>",
        customer_edits.liken,
        name="customer_likeness",
    ),
    path("customers/<uuid:customer_id>/forgotten", customer_edits.forget, name="customer_forget"),
    path("catalog/terms", guarantees.guarantees, name="guarantees"),
    path("standard", regulation.regulation, name="standard"),
    path("standard/diagram.svg", regulation.diagram, name="diagram"),
]
