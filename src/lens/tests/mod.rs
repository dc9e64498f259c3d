//! The engine on a stage where everything that happens is in the script: mishaps, time, and what overtakes what.

pub mod published;
pub mod values;

#[cfg(feature = "cli")]
mod cancelling;
#[cfg(feature = "cli")]
mod freshness;
#[cfg(feature = "cli")]
mod lifetime;
#[cfg(feature = "cli")]
mod loading;
#[cfg(feature = "cli")]
mod querying;
#[cfg(feature = "cli")]
mod script;
#[cfg(feature = "cli")]
mod stage;
#[cfg(feature = "cli")]
mod tables;
#[cfg(feature = "cli")]
mod tiers;
#[cfg(feature = "cli")]
mod voters;
