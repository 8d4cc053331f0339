#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <array>
#include <optional>

namespace ksp {

/// A YAML text made ready for libyaml, so that it is read as Go's scanner (go.yaml.in/yaml/v2 2.4, which was ported
/// from an older libyaml) reads it. libyaml 0.2.5 differs in these:
///
/// - a byte-order mark at the beginning of a later line is skipped; to Go it is a character like others;
/// - `\/` in double quotes is an escape; Go refuses it;
/// - `\'` in double quotes is refused; Go takes it for `'`;
/// - `x:,` in `{}` and `[]` is refused; to Go the colon belongs to the text, as no blank follows;
/// - `a?b` in `{}` and `[]` is a text; Go refuses it. That one cannot be put into the text: see isRefusedInFlow().
///
/// Where one of them occurs it gets a stand-in, a character that libyaml reads as wanted and that restored() turns
/// back. Each stands for exactly one character, so that places stay. Texts without any are not copied.
class YamlDialect
{
public:
    explicit YamlDialect(const QByteArray &text);

    /// Nothing can be done: the text has all characters that could be stand-ins, as no person writes it.
    [[nodiscard]] bool isHopeless() const { return m_hopeless; }
    /// What libyaml is to read.
    [[nodiscard]] const QByteArray &text() const { return m_text; }
    /// A scalar's value as Go has it; a view of `value` or of `*buffer`.
    [[nodiscard]] QByteArrayView restored(QByteArrayView value, bool inDoubleQuotes, QByteArray *buffer) const;
    /// Whether Go refuses a scalar without quotes within `{}` or `[]`.
    [[nodiscard]] static bool isRefusedInFlow(QByteArrayView value) { return value.contains('?'); }

private:
    enum StandIn { ByteOrderMark, Slash, Backslash, Colon };
    /// What has to give way at a place, if anything.
    static std::optional<StandIn> wanted(QByteArrayView text, qsizetype at);
    bool chooseStandIns();

    QByteArray m_text;
    std::array<QByteArray, 4> m_standIns; ///< By StandIn, in UTF-8; empty where the text needs none.
    bool m_hopeless = false;
};

} // namespace ksp
