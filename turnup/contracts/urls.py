"""The addresses of the pages of stage 3."""

from django.urls import path

from turnup.contracts.views import clauses, contract, disputes, figures, papers, terms

app_name = "contracts"

urlpatterns = [
    path("orders/<int:number>/contract", contract.contract, name="contract"),
    path("orders/<int:number>/contract/details", contract.details, name="details"),
    path("orders/<int:number>/contract/signatures/<slug:side>", contract.sign, name="sign"),
    path("orders/<int:number>/contract/scan", contract.scan, name="scan"),
    path("orders/<int:number>/contract/papers/<slug:kind>", papers.contract_file, name="file"),
    path("orders/<int:number>/contract/pages/<int:page>", papers.contract_page, name="page"),
    path("orders/<int:number>/terms", terms.terms, name="terms"),
    path("orders/<int:number>/terms/<slug:approver>", terms.approve, name="approve"),
    path("orders/<int:number>/disagreements", disputes.disputes, name="disputes"),
    path("orders/<int:number>/disagreements/new", disputes.dispute, name="dispute"),
    path("orders/<int:number>/disagreements/settlement", disputes.settle, name="settle"),
    path(
        "orders/<int:number>/disagreements/pages/<int:page>", papers.protocol_page, name="protocol"
    ),
    path("orders/<int:number>/disagreements/rows/<str:clause>", disputes.row, name="row"),
    path("papers/<uuid:paper_id>", papers.paper, name="paper"),
    path("clauses", clauses.clauses, name="clauses"),
    path("clauses/<slug:code>", clauses.clause, name="clause"),
    path("figures/<slug:code>", figures.figure, name="figure"),
]
