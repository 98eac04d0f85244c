//! What the program is started with.

use std::ffi::OsString;
use std::path::PathBuf;

/// Arguments and environment, an argument before a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Data folder: `--data`, `ZC_DATA`, or the system's place for a program's data.
    pub data: PathBuf,
    /// Address of a backend: `--backend`, `ZC_BACKEND`. Without one the practice city is started.
    pub backend: Option<String>,
    /// The command line that runs the practice city, where it is not beside this program: `ZC_CLI`.
    pub cli: Option<PathBuf>,
    /// File for measurements: `ZC_TIMING`.
    pub timing: Option<PathBuf>,
    /// File that bends the clock, for the practice city alone: `ZC_CLOCK`.
    pub clock: Option<PathBuf>,
    /// Folder of pictures that the practice city's camera sees: `ZC_CAMERA`. Elsewhere it says nothing.
    pub camera: Option<PathBuf>,
}

/// An argument that is none of ours, or lacks its value.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("不认识的参数：{0}。可用的是 --data 目录 和 --backend 地址。")]
pub struct BadArgument(String);

impl Settings {
    /// Reads them. `system` is the system's folder for data of programs.
    ///
    /// # Errors
    /// [`BadArgument`].
    pub fn read(
        args: impl IntoIterator<Item = OsString>,
        variable: impl Fn(&str) -> Option<OsString>,
        system: PathBuf,
    ) -> Result<Self, BadArgument> {
        let path = |name: &str| {
            variable(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let mut settings = Self {
            data: path("ZC_DATA").unwrap_or_else(|| system.join("zongchuang").join("practice")),
            backend: variable("ZC_BACKEND")
                .and_then(|value| value.into_string().ok())
                .filter(|url| !url.is_empty()),
            cli: path("ZC_CLI"),
            timing: path("ZC_TIMING"),
            clock: path("ZC_CLOCK"),
            camera: path("ZC_CAMERA"),
        };
        let mut args = args.into_iter();
        while let Some(arg) = args.next() {
            let bad = || BadArgument(arg.to_string_lossy().into_owned());
            match arg.to_str() {
                Some("--data") => settings.data = args.next().ok_or_else(bad)?.into(),
                Some("--backend") => {
                    settings.backend = Some(
                        args.next()
                            .and_then(|url| url.into_string().ok())
                            .ok_or_else(bad)?,
                    );
                }
                _ => return Err(bad()),
            }
        }
        Ok(settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &[&str], variables: &[(&str, &str)]) -> Result<Settings, BadArgument> {
        let variable = |name: &str| {
            variables
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value.into())
        };
        Settings::read(
            args.iter().map(OsString::from),
            variable,
            "/home/clerk/.local/share".into(),
        )
    }

    #[test]
    fn without_anything_it_is_the_practice_city_in_the_systems_place() {
        let settings = read(&[], &[("ZC_BACKEND", "")]).expect("read");
        assert_eq!(
            settings.data,
            PathBuf::from("/home/clerk/.local/share/zongchuang/practice")
        );
        assert_eq!(settings.backend, None);
    }

    #[test]
    fn an_argument_goes_before_a_variable() {
        let variables = [("ZC_DATA", "/a"), ("ZC_BACKEND", "http://127.0.0.1:1")];
        assert_eq!(
            read(&[], &variables).expect("read").data,
            PathBuf::from("/a")
        );
        let settings = read(
            &["--data", "/b", "--backend", "http://127.0.0.1:2"],
            &variables,
        )
        .expect("read");
        assert_eq!(settings.data, PathBuf::from("/b"));
        assert_eq!(settings.backend.as_deref(), Some("http://127.0.0.1:2"));
    }

    #[test]
    fn an_unknown_argument_or_one_without_its_value_is_refused() {
        assert_eq!(
            read(&["--date", "x"], &[]),
            Err(BadArgument("--date".to_owned()))
        );
        assert_eq!(
            read(&["--data"], &[]),
            Err(BadArgument("--data".to_owned()))
        );
    }
}
