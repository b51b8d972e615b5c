"""The addresses of the pages."""

from django.urls import path

from turnup.desk.views import guarantees, opening, orders, regulation, speed, tasks, work_journal
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
    path("speed", speed.speed_page, name="speed"),
    path("catalog/terms", guarantees.guarantees, name="guarantees"),
    path("standard", regulation.regulation, name="standard"),
    path("standard/diagram.svg", regulation.diagram, name="diagram"),
]
