"""Pages of the work queue."""

from django.urls import path

from anxin.parties.work.web import approvals, tasks

urlpatterns = [
    path("tasks/", tasks.list_tasks, name="tasks"),
    path("tasks/new/", tasks.create_task, name="create_task"),
    path("tasks/<int:task_id>/", tasks.show_task, name="task"),
    path("tasks/<int:task_id>/complete/", tasks.complete_task, name="complete_task"),
    path("tasks/<int:task_id>/postpone/", tasks.postpone_task, name="postpone_task"),
    path("tasks/<int:task_id>/reassign/", tasks.reassign_task, name="reassign_task"),
    path("tasks/<int:task_id>/cancel/", tasks.cancel_task, name="cancel_task"),
    path("approvals/", approvals.list_approvals, name="approvals"),
    path("approvals/<int:approval_id>/", approvals.show_approval, name="approval"),
    path("approvals/<int:approval_id>/decide/", approvals.decide_approval, name="decide_approval"),
    path("approvals/<int:approval_id>/withdraw/", approvals.withdraw_approval, name="withdraw_approval"),
]
