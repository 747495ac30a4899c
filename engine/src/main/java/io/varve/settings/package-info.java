/**
 * Settings that come from outside of the program: from a properties file, the environment and system properties, with
 * typed keys, a rule for each, and sentences for people who made a mistake.
 *
 * <p>Who has settings keeps a {@link io.varve.settings.SettingTable} of their keys and reads it with {@link
 * io.varve.settings.Settings}. Each table has a prefix of its own, so that one file may hold the keys of all. This
 * package knows nothing of who uses it.
 *
 * <p>Shared by the packages of the engine; no API for applications.
 */
package io.varve.settings;
