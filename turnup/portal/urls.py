"""The addresses of the customers' pages, and of the staff's pages about them."""

from django.urls import path

from turnup.portal.views import link, papers, public, signing, staff, steps

app_name = "portal"

urlpatterns = [
    # by a link
    path("c/<str:token>", link.page, name="page"),
    path("c/<str:token>/steps/<slug:step>", steps.step, name="step"),
    path("c/<str:token>/disagreements", steps.dispute, name="dispute"),
    path("c/<str:token>/visit", steps.visit, name="visit"),
    path("c/<str:token>/code", signing.code, name="code"),
    path("c/<str:token>/signature", signing.sign, name="sign"),
    path("c/<str:token>/call", steps.call, name="call"),
    path("c/<str:token>/papers/<uuid:paper_id>", papers.paper, name="paper"),
    path("c/<str:token>/proposal", papers.proposal_file, name="proposal"),
    path("c/<str:token>/contract", papers.contract_file, name="contract"),
    path("c/<str:token>/contract/<int:page>", papers.contract_page, name="contract_page"),
    path("c/<str:token>/payment-code", papers.payment_code, name="payment_code"),
    path("c/<str:token>/<path:rest>", link.nothing, name="nothing"),
    # anybody
    path("request", public.request_form, name="request"),
    path("request/consent", public.consent, name="consent"),
    path("request/<str:token>", public.follow, name="follow"),
    # the staff
    path("requests", staff.inbox, name="inbox"),
    path("requests/<uuid:request_id>/order", staff.take, name="take"),
    path("requests/<uuid:request_id>/closing", staff.close, name="close"),
    path("orders/<int:number>/link", staff.link, name="link"),
    path("orders/<int:number>/link/letter", staff.send, name="send_link"),
    path("orders/<int:number>/link/revocation", staff.revoke, name="revoke_link"),
    path("orders/<int:number>/link/call", staff.called, name="called"),
]
