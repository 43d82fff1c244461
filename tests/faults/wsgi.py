"""The site as its server loads it; the refusals are left out only where a control shall lose."""

import os

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
if "FAULTS_SYNCHRONOUS" not in os.environ:
    from genkan_web.checks import refuse_unsafe

    refuse_unsafe()
