"""Pages of budgets; each act is named as its command."""

from django.urls import path

from anxin.management.budgets.web import drafts, forecasts, labour, proposals

app_name = "budgets"

urlpatterns = [
    path("budgets/labour/", labour.show_labour, name="labour"),
    path("budgets/labour/set/", labour.set_labour_budget, name="set_labour_budget"),
    path("budgets/proposals/", proposals.list_proposals, name="proposals"),
    path("budgets/proposals/new/", drafts.draft_proposals, name="draft_proposals"),
    path("budgets/proposals/propose/", drafts.propose_targets, name="propose_targets"),
    path("budgets/proposals/<int:proposal_id>/", proposals.show_proposal, name="proposal"),
    path("budgets/proposals/<int:proposal_id>/accept/", proposals.accept_proposal, name="accept_target_proposal"),
    path("budgets/proposals/<int:proposal_id>/counter/", proposals.counter_proposal, name="counter_target_proposal"),
    path("budgets/proposals/<int:proposal_id>/agree/", proposals.agree_to_counter, name="agree_to_counter"),
    path("budgets/proposals/<int:proposal_id>/withdraw/", proposals.withdraw_proposal, name="withdraw_target_proposal"),
    path("budgets/forecasts/", forecasts.list_forecasts, name="forecasts"),
    path("budgets/forecasts/propose/", forecasts.propose_forecast, name="propose_forecast"),
    path("budgets/forecasts/<int:forecast_id>/", forecasts.show_forecast, name="forecast"),
    path("budgets/forecasts/<int:forecast_id>/confirm/", forecasts.confirm_forecast, name="confirm_forecast"),
    path("budgets/forecasts/<int:forecast_id>/object/", forecasts.object_to_forecast, name="object_to_forecast"),
    path("budgets/forecasts/<int:forecast_id>/take/", forecasts.take_forecast, name="take_forecast"),
]
