"""LiteLLM callback that reports the cost of each call to Tollgate.

Settings: TOLLGATE_URL, TOLLGATE_RELAY_CREDENTIAL (scope usage), and QUOTA_PER_USD if it is not 500000. The API key of the user must
be passed as the metadata `tollgate_key`, for instance by LiteLLM's custom authentication.

    litellm_settings:
      callbacks: tollgate_callback.tollgate
"""

import asyncio
import json
import os
import urllib.error
import urllib.request
from collections import deque

from litellm.integrations.custom_logger import CustomLogger

BATCH = 500
MAX_WAITING = 50_000
PAUSE_SECONDS = 1.0


class Tollgate(CustomLogger):
    def __init__(self) -> None:
        super().__init__()
        self.url = os.environ["TOLLGATE_URL"].rstrip("/") + "/api/relay/usage"
        self.credential = os.environ["TOLLGATE_RELAY_CREDENTIAL"]
        self.quota_per_usd = float(os.environ.get("QUOTA_PER_USD", "500000"))
        self.waiting: deque[dict] = deque()
        self.sender: asyncio.Task | None = None

    async def async_log_success_event(self, kwargs, response_obj, start_time, end_time) -> None:
        metadata = (kwargs.get("litellm_params") or {}).get("metadata") or {}
        key = metadata.get("tollgate_key")
        if not key:
            return
        if len(self.waiting) >= MAX_WAITING:
            raise RuntimeError("Tollgate is away and too many calls wait to be charged")
        usage = getattr(response_obj, "usage", None)
        self.waiting.append(
            {
                "request_id": f"litellm-{kwargs['litellm_call_id']}",
                "key": key,
                "amount": round((kwargs.get("response_cost") or 0) * self.quota_per_usd),
                "model": kwargs.get("model", ""),
                "prompt_tokens": getattr(usage, "prompt_tokens", 0) or 0,
                "completion_tokens": getattr(usage, "completion_tokens", 0) or 0,
                "use_time": int((end_time - start_time).total_seconds()),
                "is_stream": bool(kwargs.get("stream")),
            }
        )
        if self.sender is None or self.sender.done():
            self.sender = asyncio.create_task(self._send_all())

    async def _send_all(self) -> None:
        """Sends what waits. A batch stays until it was answered, because every record is charged once by its request_id."""
        while self.waiting:
            batch = list(self.waiting)[:BATCH]
            if await asyncio.to_thread(self._post, batch):
                for _ in batch:
                    self.waiting.popleft()
            else:
                await asyncio.sleep(PAUSE_SECONDS)

    def _post(self, batch: list[dict]) -> bool:
        request = urllib.request.Request(
            self.url,
            data=json.dumps(batch).encode(),
            headers={"Authorization": f"Bearer {self.credential}", "Content-Type": "application/json"},
            method="POST",
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                results = json.load(answer)["data"]
        except (urllib.error.URLError, TimeoutError, ValueError, KeyError):
            return False
        for result in results:
            if not result["ok"]:
                print(f"Tollgate refused {result['request_id']}: {result.get('code')}")
        return True


tollgate = Tollgate()
