//! Answers as the JSON text that `JSON.stringify` makes of them in a browser, byte for byte.

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};
use std::io;

/// JSON text with numbers as JavaScript writes them. `pretty` indents by two blanks.
pub fn to_json(value: &impl Serialize, pretty: bool) -> String {
    let mut text = Vec::new();
    let written = if pretty {
        value.serialize(&mut Serializer::with_formatter(&mut text, JavaScriptNumbers(PrettyFormatter::new())))
    } else {
        value.serialize(&mut Serializer::with_formatter(&mut text, JavaScriptNumbers(CompactFormatter)))
    };
    written.expect("answers serialize into memory");
    String::from_utf8(text).expect("serde_json writes UTF-8")
}

struct JavaScriptNumbers<F>(F);

macro_rules! delegate {
    ($($method:ident($($argument:ident: $type:ty),*);)*) => {
        $(fn $method<W: ?Sized + io::Write>(&mut self, writer: &mut W $(, $argument: $type)*) -> io::Result<()> {
            self.0.$method(writer $(, $argument)*)
        })*
    };
}

impl<F: Formatter> Formatter for JavaScriptNumbers<F> {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(ryu_js::Buffer::new().format(value).as_bytes())
    }

    delegate! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_in_javascript() {
        let numbers = [1.0, -0.0, 0.1, 1e21, 1.5e-7, 1e-6, 123_456_789_012_345_680_000.0];
        assert_eq!(to_json(&numbers, false), "[1,0,0.1,1e+21,1.5e-7,0.000001,123456789012345680000]");
    }
}
