/**
 * Threads for slow work: one set of agents that all stores of a JVM share, and what threads hand to each other.
 *
 * <p>Shared by the packages of the engine. {@link io.varve.agent.EngineAgents} is API: an application may run the
 * agents within its own duty cycle.
 */
package io.varve.agent;
