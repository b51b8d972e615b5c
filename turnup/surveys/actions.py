"""What people do in stage 2, along its way. The only writers of this room.

Every action that moves an order records its step, which raises a `Refused` when the standard does
not allow it, and writes its own row; keywords are those of the step's form.
"""

from turnup.surveys.development_actions import decide_development as decide_development
from turnup.surveys.development_actions import finish_build as finish_build
from turnup.surveys.estimate_actions import enter_actuals as enter_actuals
from turnup.surveys.estimate_actions import make_estimate as make_estimate
from turnup.surveys.moving_actions import miss_survey as miss_survey
from turnup.surveys.moving_actions import move_survey as move_survey
from turnup.surveys.result_actions import annul_survey as annul_survey
from turnup.surveys.result_actions import finish_survey as finish_survey
from turnup.surveys.task_actions import allow_urgent_survey as allow_urgent_survey
from turnup.surveys.task_actions import refuse_urgent_survey as refuse_urgent_survey
from turnup.surveys.task_actions import request_survey as request_survey
from turnup.surveys.task_actions import schedule_survey as schedule_survey
