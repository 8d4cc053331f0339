#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <utility>

namespace ksp {

/// One part of a form.
struct FormPart
{
    QString name;
    QString fileName; ///< Empty where the part is a field.
    QByteArray content;
};

/// One request to the practice Cloud, read whole.
struct PracticeRequest
{
    QByteArray method;
    QString path; ///< Decoded, without the query.
    QByteArray query; ///< As it was sent, without the question mark.
    QList<std::pair<QByteArray, QByteArray>> headers; ///< Names in lower case, values without blanks around them.
    QByteArray body;
    /// The form's parts in the order sent; nothing where the request is no form.
    std::optional<QList<FormPart>> parts;
    bool keepsConnection = true; ///< Whether another request may follow on the connection.
    QStringList matches; ///< What the route's pattern caught of the path, from 1.

    /// All values of a header; `name` in lower case.
    [[nodiscard]] QList<QByteArray> values(QByteArrayView name) const;
    /// Its only or first value.
    [[nodiscard]] QByteArray header(QByteArrayView name) const { return values(name).value(0); }
    /// The first part of that name, or null.
    [[nodiscard]] const FormPart *part(const QString &name) const;
};

/// What the practice Cloud answers.
struct PracticeReply
{
    int status = 200;
    QByteArray body = "{}";
    QByteArray contentType = "application/json";
    QList<std::pair<QByteArray, QByteArray>> headers;
};

} // namespace ksp
