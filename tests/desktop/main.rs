//! The real window (WebKitGTK under WebDriver, real keys): the backend is killed in the middle, and bad input gets a
//! clear sentence while nothing is lost and nothing freezes; readers and boxes fail and come back. The main job itself is the tour's (`src/bin/tour.rs`).

mod across;
mod applicants;
mod bad_input;
mod camera;
mod cards;
mod copies;
mod course;
mod dead_backend;
mod devices;
mod double;
mod enquiry;
mod group;
mod gun;
#[allow(
    dead_code,
    reason = "the window needs a few of what the command line needs"
)]
mod killed;
mod kinds;
mod level;
mod licence;
mod licences;
mod overdue;
mod oversize;
mod people;
mod pictures_in;
mod places;
mod points;
mod promise;
mod qualify;
mod repeat;
mod review;
mod secrets;
mod steps;
