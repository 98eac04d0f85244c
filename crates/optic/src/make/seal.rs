//! Certificates and seals (GB/T 20520, GB/T 38540) for the practice city and for tests. Nothing that is made here counts
//! for anything outside of a realm that names its root.

use sofd_crypto::{Sm2KeyPair, sm3};

const INTEGER: u8 = 0x02;
const BITS: u8 = 0x03;
const OCTETS: u8 = 0x04;
const OID: u8 = 0x06;
const UTF8: u8 = 0x0c;
const IA5: u8 = 0x16;
const TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
/// `[0]` and `[3]`, explicit.
const EXPLICIT: [u8; 2] = [0xa0, 0xa3];

/// SM2 with SM3, 1.2.156.10197.1.501.
const SM2_SM3: &[u8] = &[0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x83, 0x75];
/// sm2p256v1, 1.2.156.10197.1.301.
const SM2_CURVE: &[u8] = &[0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d];
/// ecPublicKey, 1.2.840.10045.2.1.
const EC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// commonName.
const NAME: &[u8] = &[0x55, 0x04, 0x03];
/// basicConstraints.
const CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
/// keyUsage.
const USAGE: &[u8] = &[0x55, 0x1d, 0x0f];

/// The first and the last moment of something, as `YYYYMMDDHHMMSSZ`.
pub type Span<'a> = (&'a str, &'a str);

/// Somebody with a key and a certificate.
#[derive(Clone, Debug)]
pub struct Holder {
    key: Sm2KeyPair,
    name: String,
    /// X.509, DER.
    pub certificate: Vec<u8>,
}

/// No scalar of the curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these 32 bytes are no SM2 key")]
pub struct NoKey;

impl Holder {
    /// Somebody who vouches for others, and for themselves.
    ///
    /// # Errors
    /// [`NoKey`].
    pub fn root(name: &str, secret: &[u8; 32], span: Span<'_>) -> Result<Self, NoKey> {
        let key = Sm2KeyPair::from_secret_bytes(secret).map_err(|_| NoKey)?;
        let certificate = certificate((name, &key), (name, &key), span, true);
        Ok(Self {
            key,
            name: name.to_owned(),
            certificate,
        })
    }

    /// Somebody they vouch for, who signs documents.
    ///
    /// # Errors
    /// [`NoKey`].
    pub fn issue(&self, name: &str, secret: &[u8; 32], span: Span<'_>) -> Result<Self, NoKey> {
        let key = Sm2KeyPair::from_secret_bytes(secret).map_err(|_| NoKey)?;
        let certificate = certificate((name, &key), (&self.name, &self.key), span, false);
        Ok(Self {
            key,
            name: name.to_owned(),
            certificate,
        })
    }
}

fn certificate(
    (subject, key): (&str, &Sm2KeyPair),
    (issuer, by): (&str, &Sm2KeyPair),
    (from, to): Span<'_>,
    vouches: bool,
) -> Vec<u8> {
    let name = |text: &str| {
        let one = [value(OID, NAME), value(UTF8, text.as_bytes())].concat();
        value(SEQUENCE, &value(SET, &value(SEQUENCE, &one)))
    };
    let algorithm = value(SEQUENCE, &value(OID, SM2_SM3));
    let times = [value(TIME, from.as_bytes()), value(TIME, to.as_bytes())].concat();
    let kind = value(
        SEQUENCE,
        &[value(OID, EC_KEY), value(OID, SM2_CURVE)].concat(),
    );
    let public = value(SEQUENCE, &[kind, bits(&key.public_bytes())].concat());
    let constraints = match vouches {
        true => value(SEQUENCE, &[0x01, 0x01, 0xff]),
        false => value(SEQUENCE, &[]),
    };
    // keyCertSign, or digitalSignature and nonRepudiation.
    let usage: &[u8] = if vouches {
        &[0x02, 0x04]
    } else {
        &[0x06, 0xc0]
    };
    let extension = |id: &[u8], inside: &[u8]| {
        value(SEQUENCE, &[value(OID, id), value(OCTETS, inside)].concat())
    };
    let extensions = [
        extension(CONSTRAINTS, &constraints),
        extension(USAGE, &value(BITS, usage)),
    ]
    .concat();
    // The number of a certificate: of its key.
    let serial = [&[0x01][..], &sm3(&key.public_bytes())[..8]].concat();
    let content = [
        value(EXPLICIT[0], &value(INTEGER, &[2])),
        value(INTEGER, &serial),
        algorithm.clone(),
        name(issuer),
        value(SEQUENCE, &times),
        name(subject),
        public,
        value(EXPLICIT[1], &value(SEQUENCE, &extensions)),
    ]
    .concat();
    let content = value(SEQUENCE, &content);
    let signature = bits(&by.sign(&content));
    value(SEQUENCE, &[content, algorithm, signature].concat())
}

/// A seal, who made it, and who puts it to a document.
#[derive(Clone, Debug)]
pub struct Seal<'a> {
    /// Its name.
    pub name: &'a str,
    /// 制章人.
    pub maker: &'a Holder,
    /// 签章人.
    pub signer: &'a Holder,
    /// Who may use it.
    pub users: &'a [&'a Holder],
    /// When it may be used.
    pub span: Span<'a>,
    /// When it was put to the document.
    pub at: &'a str,
    /// What it looks like: PNG.
    pub png: &'a [u8],
}

impl Seal<'_> {
    /// The signed value over a descriptor, as `SES_Signature`.
    #[must_use]
    pub fn sign(&self, path: &str, descriptor: &[u8]) -> Vec<u8> {
        let algorithm = value(OID, SM2_SM3);
        let content = value(
            SEQUENCE,
            &[
                value(INTEGER, &[4]),
                self.seal(),
                value(TIME, self.at.as_bytes()),
                bits(&sm3(descriptor)),
                value(IA5, path.as_bytes()),
            ]
            .concat(),
        );
        let signature = bits(&self.signer.key.sign(&content));
        let certificate = value(OCTETS, &self.signer.certificate);
        value(
            SEQUENCE,
            &[content, certificate, algorithm, signature].concat(),
        )
    }

    /// `SES_Seal`.
    fn seal(&self) -> Vec<u8> {
        let header = [
            value(IA5, b"ES"),
            value(INTEGER, &[4]),
            value(IA5, b"practice"),
        ];
        let users: Vec<u8> = self
            .users
            .iter()
            .flat_map(|user| value(OCTETS, &user.certificate))
            .collect();
        let (from, to) = self.span;
        let property = [
            value(INTEGER, &[1]),
            value(UTF8, self.name.as_bytes()),
            value(INTEGER, &[1]),
            value(SEQUENCE, &users),
            value(TIME, from.as_bytes()),
            value(TIME, from.as_bytes()),
            value(TIME, to.as_bytes()),
        ];
        let picture = [
            value(IA5, b"png"),
            value(OCTETS, self.png),
            value(INTEGER, &[SIDE_MM]),
            value(INTEGER, &[SIDE_MM]),
        ];
        let info = [
            value(SEQUENCE, &header.concat()),
            value(IA5, b"430400-0001"),
            value(SEQUENCE, &property.concat()),
            value(SEQUENCE, &picture.concat()),
        ];
        let info = value(SEQUENCE, &info.concat());
        let signature = bits(&self.maker.key.sign(&info));
        let maker = value(OCTETS, &self.maker.certificate);
        value(
            SEQUENCE,
            &[info, maker, value(OID, SM2_SM3), signature].concat(),
        )
    }
}

/// A seal is as wide and as high, in millimetres.
pub const SIDE_MM: u8 = 40;

/// A ring with a star in it, in the red of seals, on nothing.
#[must_use]
pub fn impression(side: u32) -> Vec<u8> {
    let half = f64::from(side) / 2.0;
    let picture = image::RgbaImage::from_fn(side, side, |x, y| {
        let (right, down) = (f64::from(x) + 0.5 - half, f64::from(y) + 0.5 - half);
        let (far, turn) = (right.hypot(down) / half, right.atan2(-down));
        let ring = (0.90..0.98).contains(&far);
        match ring || far < star(turn) {
            true => image::Rgba([200, 16, 30, 230]),
            false => image::Rgba([0, 0, 0, 0]),
        }
    });
    let mut png = std::io::Cursor::new(Vec::new());
    // Memory is the only thing that could be lacking.
    let _ = picture.write_to(&mut png, image::ImageFormat::Png);
    png.into_inner()
}

/// How far a star of five points reaches in this direction.
fn star(turn: f64) -> f64 {
    use std::f64::consts::PI;
    let fifth = 2.0 * PI / 5.0;
    let off = (turn.rem_euclid(fifth) - fifth / 2.0).abs();
    let from_point = fifth / 2.0 - off;
    let inner = 0.38 * (PI / 10.0).sin() / (3.0 * PI / 10.0).sin();
    // The edge from the point (0.38, 0) to the inner corner at a tenth of the round.
    let (corner_x, corner_y) = (inner * (PI / 5.0).cos(), inner * (PI / 5.0).sin());
    let cross = 0.38 * corner_y;
    cross / (corner_y * from_point.cos() + (0.38 - corner_x) * from_point.sin())
}

fn bits(bytes: &[u8]) -> Vec<u8> {
    value(BITS, &[&[0], bytes].concat())
}

/// One DER value.
fn value(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut whole = vec![tag];
    crate::seal::length(body.len(), &mut whole);
    whole.extend_from_slice(body);
    whole
}
