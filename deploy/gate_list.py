"""What of Prefect's API a supervisor may read through the gate, and what is refused to all.

Every operation of the pinned server stands in exactly one of the two lists; one that a later
server adds is refused, and a test names it until somebody has decided.
"""


def _operations(lines: str) -> frozenset[str]:
    return frozenset(each.strip() for each in lines.strip().splitlines())


READ = _operations(
    """
    GET /admin/settings
    GET /admin/version
    GET /health
    GET /hello
    GET /ready
    GET /version
    GET /csrf-token
    POST /artifacts/count
    POST /artifacts/filter
    POST /artifacts/latest/count
    POST /artifacts/latest/filter
    GET /artifacts/{id}
    GET /artifacts/{key}/latest
    POST /automations/count
    POST /automations/filter
    GET /automations/{id}
    GET /automations/related-to/{resource_id}
    GET /collections/views/{view}
    POST /deployments/count
    POST /deployments/filter
    POST /deployments/paginate
    GET /deployments/{id}
    GET /deployments/{id}/schedules
    GET /deployments/{id}/work_queue_check
    GET /deployments/name/{flow_name}/{deployment_name}
    POST /events/count-by/{countable}
    POST /events/filter
    GET /events/filter/next
    GET /flow_run_states/
    GET /flow_run_states/{id}
    POST /flow_runs/count
    POST /flow_runs/filter
    POST /flow_runs/history
    POST /flow_runs/lateness
    POST /flow_runs/paginate
    GET /flow_runs/{id}
    GET /flow_runs/{id}/graph
    GET /flow_runs/{id}/graph-v2
    GET /flow_runs/{id}/logs/download
    POST /flows/count
    POST /flows/filter
    POST /flows/paginate
    GET /flows/{id}
    GET /flows/name/{name}
    POST /logs/filter
    POST /saved_searches/filter
    GET /saved_searches/{id}
    GET /task_run_states/
    GET /task_run_states/{id}
    POST /task_runs/count
    POST /task_runs/filter
    POST /task_runs/history
    POST /task_runs/paginate
    GET /task_runs/{id}
    POST /ui/flow_runs/count-task-runs
    POST /ui/flow_runs/history
    POST /ui/flows/count-deployments
    POST /ui/flows/next-runs
    POST /ui/task_runs/count
    POST /ui/task_runs/dashboard/counts
    GET /ui/task_runs/{id}
    POST /work_pools/count
    POST /work_pools/filter
    GET /work_pools/{name}
    POST /work_pools/{name}/concurrency_status
    POST /work_pools/{work_pool_name}/queues/filter
    GET /work_pools/{work_pool_name}/queues/{name}
    POST /work_pools/{work_pool_name}/workers/filter
    POST /work_queues/filter
    GET /work_queues/{id}
    GET /work_queues/{id}/status
    GET /work_queues/name/{name}
    POST /work_queues/{id}/concurrency_status
    """
)
"""Reads, among them the UI's searches, which are written as POST.

Of the server's settings the gate passes on what the UI looks at, no more.
"""

REFUSED = _operations(
    """
    GET /admin/storage
    PUT /admin/storage
    DELETE /admin/storage
    POST /artifacts/
    PATCH /artifacts/{id}
    DELETE /artifacts/{id}
    POST /automations/
    DELETE /automations/owned-by/{resource_id}
    POST /automations/templates/validate
    PUT /automations/{id}
    PATCH /automations/{id}
    DELETE /automations/{id}
    GET /block_capabilities/
    POST /block_documents/
    POST /block_documents/count
    POST /block_documents/filter
    GET /block_documents/{id}
    DELETE /block_documents/{id}
    PATCH /block_documents/{id}
    POST /block_schemas/
    GET /block_schemas/checksum/{checksum}
    POST /block_schemas/filter
    DELETE /block_schemas/{id}
    GET /block_schemas/{id}
    POST /block_types/
    POST /block_types/filter
    POST /block_types/install_system_block_types
    GET /block_types/slug/{slug}
    GET /block_types/slug/{slug}/block_documents
    GET /block_types/slug/{slug}/block_documents/name/{block_document_name}
    GET /block_types/{id}
    PATCH /block_types/{id}
    DELETE /block_types/{id}
    POST /concurrency_limits/
    POST /concurrency_limits/decrement
    POST /concurrency_limits/filter
    POST /concurrency_limits/increment
    GET /concurrency_limits/tag/{tag}
    DELETE /concurrency_limits/tag/{tag}
    POST /concurrency_limits/tag/{tag}/reset
    GET /concurrency_limits/{id}
    DELETE /concurrency_limits/{id}
    POST /deployments/
    POST /deployments/bulk_delete
    POST /deployments/get_scheduled_flow_runs
    PATCH /deployments/{id}
    DELETE /deployments/{id}
    POST /deployments/{id}/create_flow_run
    POST /deployments/{id}/create_flow_run/bulk
    POST /deployments/{id}/pause_deployment
    POST /deployments/{id}/resume_deployment
    POST /deployments/{id}/schedule
    POST /deployments/{id}/schedules
    PATCH /deployments/{id}/schedules/{schedule_id}
    DELETE /deployments/{id}/schedules/{schedule_id}
    POST /events
    POST /flow_runs/
    POST /flow_runs/bulk_delete
    POST /flow_runs/bulk_set_state
    PATCH /flow_runs/{id}
    DELETE /flow_runs/{id}
    POST /flow_runs/{id}/input
    POST /flow_runs/{id}/input/filter
    GET /flow_runs/{id}/input/{key}
    DELETE /flow_runs/{id}/input/{key}
    PATCH /flow_runs/{id}/labels
    POST /flow_runs/{id}/resume
    POST /flow_runs/{id}/set_state
    POST /flows/
    POST /flows/bulk_delete
    PATCH /flows/{id}
    DELETE /flows/{id}
    POST /logs/
    PUT /saved_searches/
    DELETE /saved_searches/{id}
    POST /task_runs/
    PATCH /task_runs/{id}
    DELETE /task_runs/{id}
    POST /task_runs/{id}/set_state
    POST /task_workers/filter
    POST /templates/validate
    POST /ui/schemas/validate
    POST /v2/concurrency_limits/
    POST /v2/concurrency_limits/decrement
    POST /v2/concurrency_limits/decrement-with-lease
    POST /v2/concurrency_limits/filter
    POST /v2/concurrency_limits/increment
    POST /v2/concurrency_limits/increment-with-lease
    POST /v2/concurrency_limits/leases/{lease_id}/renew
    GET /v2/concurrency_limits/{id_or_name}
    PATCH /v2/concurrency_limits/{id_or_name}
    DELETE /v2/concurrency_limits/{id_or_name}
    POST /variables/
    POST /variables/count
    POST /variables/filter
    GET /variables/name/{name}
    PATCH /variables/name/{name}
    DELETE /variables/name/{name}
    GET /variables/{id}
    PATCH /variables/{id}
    DELETE /variables/{id}
    POST /work_pools/
    PATCH /work_pools/{name}
    DELETE /work_pools/{name}
    POST /work_pools/{name}/get_scheduled_flow_runs
    POST /work_pools/{work_pool_name}/queues
    PATCH /work_pools/{work_pool_name}/queues/{name}
    DELETE /work_pools/{work_pool_name}/queues/{name}
    POST /work_pools/{work_pool_name}/workers/heartbeat
    DELETE /work_pools/{work_pool_name}/workers/{name}
    POST /work_queues/
    PATCH /work_queues/{id}
    DELETE /work_queues/{id}
    POST /work_queues/{id}/get_runs
    """
)
"""Writes, and reads of secrets."""
