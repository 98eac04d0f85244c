use super::Desk;
use crate::practice;
use crate::view::{AppView, ClerkView};

impl Desk {
    /// Where the program stands: `phase` is `starting`, `sign_in`, `desk` or `failed` (with what happened).
    #[must_use]
    pub fn app_view(&self, phase: &str, failure: Option<&str>) -> AppView {
        let in_practice = self.is_practice();
        let city = match self.any_station() {
            Ok(station) => station.reference().city.name.clone(),
            Err(_) if in_practice => practice::city(),
            Err(_) => String::new(),
        };
        AppView {
            phase: phase.to_owned(),
            practice: in_practice,
            city,
            failure: failure.map(str::to_owned),
            clerks: self.clerks(in_practice),
            backend: self.shown_backend(in_practice),
            session: self.session(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// Host of the backend: the practice city's address has a secret in its path, and no path is of use to a person.
    fn shown_backend(&self, in_practice: bool) -> String {
        let base = self.remote().map(|remote| remote.base().to_owned());
        let host = |base: String| {
            let host = base.split("://").nth(1).unwrap_or_default();
            host.split('/').next().unwrap_or_default().to_owned()
        };
        base.filter(|_| !in_practice || !self.is_enrolled())
            .map(host)
            .unwrap_or_default()
    }

    /// Members with a slot; by name where it is known before anybody has signed in.
    fn clerks(&self, in_practice: bool) -> Vec<ClerkView> {
        let known = if in_practice {
            practice::clerks()
        } else {
            self.listed()
        };
        self.users()
            .into_iter()
            .map(|user| {
                let found = known.iter().find(|clerk| clerk.user == user);
                found.cloned().unwrap_or_else(|| ClerkView {
                    name: user.clone(),
                    user,
                    post: String::new(),
                    practice_password: None,
                })
            })
            .collect()
    }

    fn listed(&self) -> Vec<ClerkView> {
        let Ok(station) = self.any_station() else {
            return Vec::new();
        };
        let reference = station.reference();
        reference
            .staff
            .staff
            .iter()
            .map(|staff| ClerkView {
                user: staff.user.clone(),
                name: staff.name.clone(),
                post: staff
                    .posts
                    .iter()
                    .map(|post| post.name.as_str())
                    .collect::<Vec<_>>()
                    .join("、"),
                practice_password: None,
            })
            .collect()
    }
}
