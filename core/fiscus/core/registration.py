"""A plugin becomes part of a runtime: all of it, or nothing."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fiscus.core.arity import offered
from fiscus.core.discovery import plugin_name
from fiscus.core.errors import ConfigError

if TYPE_CHECKING:
    from fiscus.core.plugins import Plugin
    from fiscus.core.runtime import AgentRuntime

log = logging.getLogger(__name__)


async def register(runtime: AgentRuntime, plugin: Plugin) -> bool:
    """Initialise a plugin and register its parts, in the documented order: adapter, actions,
    evaluators, providers, models, routes, events, services.

    Answers whether it is new: one whose name is known is skipped. Raises `ConfigError` for a
    plugin without a name and for a component whose name is taken, and what its `init` raises.
    """
    if not plugin.name.strip():
        raise ConfigError("a plugin has no name", hint="Name it as its entry point is named.")
    known = {plugin_name(other.name) for other in runtime.plugins}
    if plugin_name(plugin.name) in known:
        log.warning("Plugin %s already registered", plugin.name)
        return False
    for needed in plugin.dependencies:
        if plugin_name(needed) not in known:
            log.warning("Missing dependency: %s", needed)
    runtime.check_free(plugin)
    if plugin.schema is not None:
        await (plugin.adapter or runtime.store).migrate_plugin(plugin.name, plugin.schema)
    workers = frozenset(runtime.task_workers)
    try:
        if plugin.init is not None:
            await offered(plugin.init, plugin.config, runtime)
        await _add_parts(runtime, plugin)
    except BaseException:
        await _take_back(runtime, plugin)
        for name in runtime.task_workers.keys() - workers:
            runtime.forget_task_worker(name)
        raise
    log.info("Plugin %s loaded successfully", plugin.name)
    return True


async def _add_parts(runtime: AgentRuntime, plugin: Plugin) -> None:
    if plugin.adapter is not None:
        runtime.register_database_adapter(plugin.adapter)
    for action in plugin.actions:
        runtime.register_action(action)
    for evaluator in plugin.evaluators:
        runtime.register_evaluator(evaluator)
    for provider in plugin.providers:
        runtime.register_provider(provider)
    for model in plugin.registrations:
        runtime.models.register(model)
    for route in plugin.routes:
        runtime.register_route(route)
    for event, handlers in plugin.events.items():
        for handler in handlers:
            runtime.on(event, handler)
    for service in plugin.services:
        await runtime.register_service(service)


async def _take_back(runtime: AgentRuntime, plugin: Plugin) -> None:
    """Remove the parts of a plugin that could not begin."""
    runtime.forget_components(plugin)
    for model in plugin.registrations:
        runtime.models.withdraw(model)
    for event, handlers in plugin.events.items():
        for handler in handlers:
            runtime.off(event, handler)
    for service in reversed(plugin.services):
        await runtime.forget_service(service)
