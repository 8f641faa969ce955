//! What rules compute with: exact numbers, units, Kleene truth, dates.

mod date;
mod moments;
mod number;
mod pattern;
mod spoken;
mod surd;
mod truth;
mod unit;

pub use date::{Date, day_after_1970, parse_date, today, years_between};
pub use moments::Moments;
pub use number::{Number, ParseNumberError};
pub use pattern::{Pattern, PatternProblem};
pub use spoken::{Spoken, spoken};
pub use surd::Surd;
pub use truth::{Outcome, Truth};
pub use unit::{Dimensions, Unit};
