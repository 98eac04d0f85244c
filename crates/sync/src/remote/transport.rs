//! What an error below HTTP means.

use std::error::Error;

use domain::queue::Reason;
use rustls::CertificateError;

use super::resolver::Unresolved;
use crate::failure::Failure;

/// A call that got no reply at all.
pub(super) fn unreached(error: &reqwest::Error) -> Failure {
    Failure::new(find(error).unwrap_or(Reason::Offline))
}

/// A call that got the beginning of a reply: a wait that ended is the network's, half a body the server's.
pub(super) fn broken_off(error: &reqwest::Error) -> Failure {
    if error.is_timeout() {
        return Failure::new(Reason::Offline);
    }
    Failure::new(Reason::ServerFault)
}

/// Looks for the first cause that has a name of its own.
fn find(error: &(dyn Error + 'static)) -> Option<Reason> {
    if error.is::<Unresolved>() {
        return Some(Reason::NameResolution);
    }
    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return Some(tls_reason(tls));
    }
    // The source of an I/O error is its inner error's source: the inner one is skipped.
    let inner = error
        .downcast_ref::<std::io::Error>()
        .and_then(std::io::Error::get_ref);
    if let Some(inner) = inner
        && let Some(reason) = find(inner)
    {
        return Some(reason);
    }
    error.source().and_then(find)
}

/// A certificate outside its time is seen from a wrong clock more often than from a careless city.
pub(super) fn tls_reason(error: &rustls::Error) -> Reason {
    match error {
        rustls::Error::InvalidCertificate(
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. },
        ) => Reason::TlsClock,
        _ => Reason::Tls,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_outside_its_time_points_at_the_clock() {
        let expired = rustls::Error::InvalidCertificate(CertificateError::Expired);
        let unknown = rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        assert_eq!(tls_reason(&expired), Reason::TlsClock);
        assert_eq!(tls_reason(&unknown), Reason::Tls);
    }

    #[test]
    fn a_cause_inside_an_io_error_is_found() {
        let tls = rustls::Error::InvalidCertificate(CertificateError::NotValidYet);
        let io = std::io::Error::new(std::io::ErrorKind::InvalidData, tls);
        assert_eq!(find(&io), Some(Reason::TlsClock));
        let io = std::io::Error::other(Unresolved);
        assert_eq!(find(&io), Some(Reason::NameResolution));
    }
}
