"""What every request goes through: session limits, second factor, no caching, the actor told to the database."""

from django.db import transaction

from nps.accounts.acting import acting, actor_of


class ActingMiddleware:
    """One transaction per request of a signed-in agent, as that agent's kind of actor; an exception undoes it.

    A view that must not hold it (long uploads, streams) sets `acts_itself = True` and opens `acting()` itself.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated or getattr(view, "acts_itself", False):
            return None
        with acting(*actor_of(request.user)):
            response = view(request, *args, **kwargs)
            if hasattr(response, "render") and not response.is_rendered:
                response = response.render()
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response
